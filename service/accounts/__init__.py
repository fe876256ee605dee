"""Accounts: registering, signing in, proving a mobile, passwords, disabling.

The use cases here are the only code that commits changes to accounts, sessions, captchas and
SMS codes.
"""
