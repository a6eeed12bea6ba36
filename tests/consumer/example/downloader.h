#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>

class QNetworkReply;

struct DownloadOptions
{
    using Duration = std::chrono::milliseconds;

    int parallel = 4;                            // downloads at a time; the others queue
    int attempts = 5;                            // of each
    Duration timeOut = std::chrono::seconds(30); // without a byte
    // After the first failure; each time twice as long, and never shorter than Retry-After.
    Duration backOff = std::chrono::milliseconds(500);
};

// Gets one resource into memory. Tries again where that may help, and goes on where an answer was
// cut.
class Download : public QObject
{
    Q_OBJECT
public:
    enum class State { Queued, Running, Done, Failed, Cancelled };
    Q_ENUM(State)

    Download(QUrl url, const DownloadOptions &options, QNetworkAccessManager &network,
             QObject *parent);

    State state() const { return m_state; }
    bool isOver() const { return m_state > State::Running; }
    const QByteArray &body() const { return m_body; } // so far
    const QString &error() const { return m_error; }  // of the last attempt

    void start();
    void cancel();

Q_SIGNALS:
    void progressed(qint64 received, qint64 total); // bytes; -1: unknown
    void retrying(std::chrono::milliseconds pause); // an attempt failed
    void finished();                                // whatever its state

private:
    void readHead();
    void readBody();
    void endAttempt();
    void end(State state);

    const QUrl m_url;
    const DownloadOptions m_options;
    QNetworkAccessManager &m_network;
    QNetworkReply *m_reply = nullptr; // of the current attempt
    QTimer m_pause;
    State m_state = State::Queued;
    int m_attempts = 0;
    QString m_error;
    QByteArray m_body;
    QByteArray m_tag;      // the resource's version
    qint64 m_total = -1;   // bytes
    bool m_isGood = false; // the current answer is the resource, or a part that fits
};

// Gets many, a few at a time.
class Downloader : public QObject
{
    Q_OBJECT
public:
    explicit Downloader(const DownloadOptions &options = {}, QObject *parent = nullptr);
    Download *get(const QUrl &url); // the downloader owns it

private:
    void startQueued();

    const DownloadOptions m_options;
    QNetworkAccessManager m_network;
    QList<Download *> m_queue;
    QList<Download *> m_running;
};
