/* Each suite is a function test_<name>(void) in test_<name>.c. */
SUITE(sha256)
