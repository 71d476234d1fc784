"""Operations of conversations, under /api/."""

from django.urls import path

from messaging.api import figures, inbox, order_mails, quick_replies, views, x

urlpatterns = [
    path("inbox/threads", views.ListThreads.as_view()),
    path("inbox/threads/<str:thread_id>", views.ShowThread.as_view()),
    path("inbox/threads/<str:thread_id>/message", views.ReplyToThread.as_view()),
    path("inbox/threads/<str:attachment_id>/download", views.DownloadAttachment.as_view()),
    path("orders/<order:order_id>/threads", views.StartThread.as_view()),
    path("x/threads", inbox.ListInbox.as_view()),
    path("x/threads/<str:thread_id>/messages", x.MessagesOfThread.as_view()),
    path("x/threads/<str:thread_id>/no-reply-needed", x.SettleWithoutReply.as_view()),
    path("x/threads/<str:thread_id>/order-mails", order_mails.ListOrderMails.as_view()),
    path("x/threads/<str:thread_id>/deadlines", x.ListThreadDeadlines.as_view()),
    path("x/quick-replies", quick_replies.QuickRepliesOfShop.as_view()),
    path("x/quick-replies/<int:pk>", quick_replies.ChangeQuickReply.as_view()),
    path("x/quick-replies/<int:pk>/remove", quick_replies.RemoveQuickReply.as_view()),
    path("x/answer-time", figures.ShowAnswerTime.as_view()),
]
