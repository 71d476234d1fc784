"""Pages of conversations and of quick replies."""

from django.urls import path

from messaging.views.inbox import AnswerTimesView, FileView, InboxView, NewsView, ThreadView
from messaging.views.quick_replies import NewQuickReplyView, QuickRepliesView, QuickReplyView, RemoveQuickReplyView
from messaging.views.writing import NewConversationView, NoReplyView, PreviewView, SendView

app_name = "messaging"

_inbox = "shop/<int:shop_id>/messages"
_thread = f"{_inbox}/<uuid:thread_id>"
_replies = "shop/<int:shop_id>/settings/quick-replies"

urlpatterns = [
    path(f"{_inbox}/", InboxView.as_view(), name="inbox"),
    path(f"{_inbox}/answer-times", AnswerTimesView.as_view(), name="answer-times"),
    path(f"{_inbox}/files/<uuid:attachment_id>", FileView.as_view(), name="file"),
    path(f"{_thread}/", ThreadView.as_view(), name="thread"),
    path(f"{_thread}/news", NewsView.as_view(), name="news"),
    path(f"{_thread}/send", SendView.as_view(), name="send"),
    path(f"{_thread}/preview", PreviewView.as_view(), name="preview"),
    path(f"{_thread}/no-reply-needed", NoReplyView.as_view(), name="no-reply-needed"),
    path("shop/<int:shop_id>/orders/<order:order_id>/messages/new", NewConversationView.as_view(), name="new"),
    path(_replies, QuickRepliesView.as_view(), name="quick-replies"),
    path(f"{_replies}/new", NewQuickReplyView.as_view(), name="quick-reply-new"),
    path(f"{_replies}/<int:quick_reply_id>", QuickReplyView.as_view(), name="quick-reply"),
    path(f"{_replies}/<int:quick_reply_id>/remove", RemoveQuickReplyView.as_view(), name="quick-reply-remove"),
]
