"""Parts that screens are made of; they know no record and no store."""
