"""The parts of screens. They know no record and no store."""
