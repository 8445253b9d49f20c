"""What is measured: each module is run once, in a process of its own."""
