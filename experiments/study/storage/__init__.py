"""What stands in the folder of a study."""
