from . import (
    test_alignment,
    test_alignment_map,
    test_alignment_refused,
    test_alignment_request,
    test_circles,
    test_map,
    test_map_tour,
)
