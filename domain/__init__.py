"""The Положение as code: rules and values that know no messenger, no database and no clock."""
