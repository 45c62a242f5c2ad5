"""Doudi (兜底): one open system for the whole of social assistance in a Chinese county."""

__version__ = "0.2.0"
