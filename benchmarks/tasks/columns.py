"""Reads the four columns that are needed, once: columns FOLDER."""

import sys

from klubtrends.analysis.storefront import COLUMNS
from klubtrends.partitions import Scope, partitions, tables

if __name__ == "__main__":
    for partition in partitions(sys.argv[1]):
        if not sum(len(table[COLUMNS[0]]) for table in tables(partition.paths, Scope())):
            raise SystemExit("nothing was read")
