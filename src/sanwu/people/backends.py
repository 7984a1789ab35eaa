"""Password sign-in for accounts (AbstractBaseUser has no permission fields, so Django's ModelBackend does not fit)."""
