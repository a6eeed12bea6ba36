#pragma once

#include "patience.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSignalSpy>

#include <algorithm>
#include <memory>
#include <vector>

// A client as programs with Qt have it, on the thread of the test.
class NetworkClient
{
public:
    struct Got
    {
        int status = 0;
        QByteArray body;
        QNetworkReply::NetworkError error = QNetworkReply::NoError;
    };

    NetworkClient() { m_manager.setProxy(QNetworkProxy::NoProxy); }

    // Sends so many requests at once. The last reply, which this owns.
    QNetworkReply *get(const QUrl &url, int count = 1)
    {
        for (int i = 0; i < count; ++i)
            m_replies.emplace_back(m_manager.get(QNetworkRequest(url)));
        return m_replies.back().get();
    }
    QNetworkReply *send(const QByteArray &method, const QNetworkRequest &request,
                        const QByteArray &body = {})
    {
        m_replies.emplace_back(method == "HEAD"
                                   ? m_manager.head(request)
                                   : m_manager.sendCustomRequest(request, method, body));
        return m_replies.back().get();
    }

    int finished() const
    {
        return int(std::ranges::count_if(m_replies,
                                         [](const auto &reply) { return reply->isFinished(); }));
    }

    // Waits for it.
    static Got got(QNetworkReply *reply)
    {
        // Polling would send only some kilobytes of a body each time.
        if (!reply->isFinished() && !QSignalSpy(reply, &QNetworkReply::finished).wait(patienceMs))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                reply->readAll(), reply->error()};
    }
    Got fetch(const QUrl &url) { return got(get(url)); }

private:
    QNetworkAccessManager m_manager;
    std::vector<std::unique_ptr<QNetworkReply>> m_replies;
};
