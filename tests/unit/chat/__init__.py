"""Tests of the chat: frames, messages, the server with real clients, the terminal."""
