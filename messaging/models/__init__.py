"""Conversations with their messages, files and events; quick replies."""

from messaging.models.quick_replies import QuickReply
from messaging.models.threads import Attachment, Message, Thread, ThreadEvent

__all__ = ["Attachment", "Message", "QuickReply", "Thread", "ThreadEvent"]
