"""What all tests share: the options of the command line."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--points",
        type=int,
        default=1000,
        metavar="N",
        help="random worlds in which both speeds are compared (make conformance takes 100000)",
    )


@pytest.fixture(scope="session")
def points(request: pytest.FixtureRequest) -> int:
    """How many random worlds the conformance tests take."""
    return request.config.getoption("--points")
