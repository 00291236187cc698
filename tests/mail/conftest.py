import pytest

# So that what fails there shows both sides, as in a test module.
pytest.register_assert_rewrite("tests.mail.message_checks")
