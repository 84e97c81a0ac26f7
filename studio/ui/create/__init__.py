"""The Create screen: the brief on the left, the stage and the strip in the middle, prompt and details on the right."""
