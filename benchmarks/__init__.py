"""What the program costs, measured in fresh processes beside what others would cost: `python -m benchmarks`."""
