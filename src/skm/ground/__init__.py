"""What everything stands on: errors, exact numbers and their Indonesian text, files written whole."""
