#pragma once

#include "overlap/http/chunked.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace overlap::load {

// Pure. Reads one response to a GET (RFC 9112) and keeps only its status. The body ends by its
// Content-Length, by its last chunk, or when the connection is closed. Fails for other codings: the
// server of the built-in client sends none.
class ResponseReader
{
public:
    enum class State {
        ReadingHead, // → ReadingBody, Complete, Failed
        ReadingBody, // → Complete, Failed
        Complete,    // → Failed, if more bytes come
        Failed,      // see error()
    };
    static constexpr qsizetype maxHead = 64 * 1024; // bytes

    void receive(QByteArrayView bytes); // any split
    void finish();                      // the connection was closed

    State state() const { return m_state; }
    int status() const { return m_status; } // 0: not read yet
    const QString &error() const { return m_error; }
    // Once complete: whether the connection may be used for another request (RFC 9112 §9.3).
    bool keepsAlive() const { return m_keepsAlive && (m_chunked || m_length >= 0); }

private:
    QByteArrayView receiveHead(QByteArrayView bytes); // returns what is left for the body
    bool readHead(QByteArrayView head);
    bool readStatusLine(QByteArrayView line);
    bool readField(QByteArrayView line);
    void beginBody();
    void receiveChunks(QByteArrayView bytes);
    void fail(const QString &error);

    State m_state = State::ReadingHead;
    int m_status = 0;
    bool m_keepsAlive = false;
    qint64 m_length = -1; // the Content-Length; -1: the body ends when the connection closes
    qint64 m_left = 0;    // of m_length
    std::optional<http::Chunked> m_chunked; // the body comes in chunks
    QByteArray m_head;                      // as far as it was read
    QString m_error;
};

} // namespace overlap::load
