"""The document as HTML: one file that asks nobody for anything."""
