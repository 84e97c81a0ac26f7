"""What is true now and what can be done: stores with signals, no widgets."""
