"""Which column of a questionnaire file is which, and what its cells say. Pure: no file, no frame."""
