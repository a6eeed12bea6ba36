#include "downloader.h"

#include <QNetworkReply>

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace {

int statusOf(const QNetworkReply &reply) // 0: there was no answer
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

qint64 lengthOf(const QNetworkReply &reply) // -1: not announced
{
    const QVariant length = reply.header(QNetworkRequest::ContentLengthHeader);
    return length.isValid() ? length.toLongLong() : -1;
}

bool mayChange(int status)
{
    static constexpr int passing[] = {0, 200, 206, 408, 429, 500, 502, 503, 504}; // 200, 206: cut
    return std::ranges::count(passing, status) > 0;
}

// In seconds (RFC 9110 §10.2.3), at most an hour. A date is not understood.
std::chrono::seconds retryAfter(const QNetworkReply &reply)
{
    return std::min(std::chrono::seconds(reply.rawHeader("Retry-After").toInt()),
                    std::chrono::seconds(1h));
}

} // namespace

Download::Download(QUrl url, const DownloadOptions &options, QNetworkAccessManager &network,
                   QObject *parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_options(options)
    , m_network(network)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, &Download::start);
}

void Download::start()
{
    m_state = State::Running;
    ++m_attempts;
    m_isGood = false;
    QNetworkRequest request(m_url);
    request.setTransferTimeout(int(m_options.timeOut.count()));
    request.setRawHeader("Accept-Encoding", "identity"); // ranges count the bytes of the file
    if (!m_tag.startsWith('"'))
        m_body.clear(); // only a strong tag says that the rest will fit
    if (!m_body.isEmpty()) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_body.size()) + '-');
        request.setRawHeader("If-Range", m_tag);
    }
    m_reply = m_network.get(request);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Download::readHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &Download::readBody);
    connect(m_reply, &QNetworkReply::finished, this, &Download::endAttempt);
}

void Download::cancel()
{
    if (isOver())
        return;
    m_pause.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
    end(State::Cancelled);
}

void Download::readHead()
{
    const int status = statusOf(*m_reply);
    const QByteArray range = "bytes " + QByteArray::number(m_body.size()) + '-';
    const bool goesOn = status == 206 && m_reply->rawHeader("Content-Range").startsWith(range);
    m_isGood = status == 200 || goesOn;
    if (status == 200)
        m_tag = m_reply->rawHeader("ETag");
    if (status == 200 || (status == 206 && !goesOn))
        m_body.clear();
    const qint64 length = lengthOf(*m_reply);
    m_total = length < 0 ? -1 : m_body.size() + length;
}

// As soon as it comes: what a reply still has when it is aborted, is lost.
void Download::readBody()
{
    if (!m_isGood)
        return;
    m_body += m_reply->readAll();
    Q_EMIT progressed(m_body.size(), m_total);
}

void Download::endAttempt()
{
    const QNetworkReply &reply = *m_reply;
    m_reply->deleteLater();
    m_reply = nullptr;
    // Not every cut is an error of the reply.
    const bool isWhole = m_total < 0 || m_body.size() == m_total;
    if (m_isGood && reply.error() == QNetworkReply::NoError && isWhole)
        return end(State::Done);
    m_error = m_isGood && !isWhole ? tr("The answer was cut.") : reply.errorString();
    if (m_attempts == m_options.attempts || !mayChange(statusOf(reply)))
        return end(State::Failed);
    const auto backOff = m_options.backOff * (1 << std::min(m_attempts - 1, 10));
    const auto pause = std::max<std::chrono::milliseconds>(backOff, retryAfter(reply));
    m_pause.start(pause);
    Q_EMIT retrying(pause);
}

void Download::end(State state)
{
    m_state = state;
    Q_EMIT finished();
}

Downloader::Downloader(const DownloadOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
}

Download *Downloader::get(const QUrl &url)
{
    auto *download = new Download(url, m_options, m_network, this);
    connect(download, &Download::finished, this, [this, download] {
        m_queue.removeOne(download);
        m_running.removeOne(download);
        startQueued();
    });
    m_queue.append(download);
    startQueued();
    return download;
}

void Downloader::startQueued()
{
    while (m_running.size() < m_options.parallel && !m_queue.isEmpty()) {
        m_running.append(m_queue.takeFirst());
        m_running.last()->start();
    }
}
