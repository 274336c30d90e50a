"""One turn of one person: who asks, what they may, where buttons lead, menu and quotas."""
