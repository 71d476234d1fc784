"""Conversations with their messages, files and events; quick replies; mail that came in."""

from messaging.models.inbound import InboundMail
from messaging.models.quick_replies import QuickReply
from messaging.models.threads import Attachment, Message, Thread, ThreadEvent

__all__ = ["Attachment", "InboundMail", "Message", "QuickReply", "Thread", "ThreadEvent"]
