from metrics.admin import health, limits

__all__ = ["health", "limits"]
