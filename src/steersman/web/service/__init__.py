"""What can be done in the app, without HTTP: pages and API call the same functions."""
