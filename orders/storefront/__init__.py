"""The shop front: orders in, decisions and payments in, news out."""
