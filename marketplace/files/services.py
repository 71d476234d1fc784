"""Keeping a file: checked, written, and recorded in the caller's transaction."""

import hashlib
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from marketplace.files.checking import check_file, clean_name
from marketplace.files.models import StoredFile


def store_file(*, shop_id: int, name: str, content: bytes, at: datetime) -> StoredFile:
    """Keep a file of a shop. Raises ValidationFailed for one that may not be kept; nothing is then written.

    The bytes are written before the row: should the transaction fail, a file without a row is left, never a row
    without its file.
    """
    name = clean_name(name)
    mimetype = check_file(name, content)
    file_id = uuid4()
    # The name in the storage is ours alone: nothing that a sender wrote becomes a path.
    path = default_storage.save(f"shops/{shop_id}/{at:%Y/%m}/{file_id.hex}", ContentFile(content))
    return StoredFile.objects.create(
        shop_id=shop_id,
        file_id=file_id,
        name=name,
        size=len(content),
        mimetype=mimetype,
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        created_at=at,
    )
