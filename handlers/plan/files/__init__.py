"""Plans that come as files: preview, writing, taking back."""
