"""What keeps an installation running: servers, warm process, history, doctor."""
