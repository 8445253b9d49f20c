"""Every example in a docstring gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

import klubtrends

MODULES = [
    found.name
    for found in pkgutil.walk_packages(klubtrends.__path__, "klubtrends.")
    if "__main__" not in found.name
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    """Documentation that is wrong is worse than none."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_hold():
    """An empty run proves nothing."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]

    assert len(found) > 10
