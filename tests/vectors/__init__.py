"""The prompt vectors, and the two engines that they are run by."""
