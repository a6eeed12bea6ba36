#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace overlap::load {

// Pure. Reads one response to a GET (RFC 9112) and keeps only its status. The body ends by its
// Content-Length, or when the connection is closed. Fails for a Transfer-Encoding: the server of
// the built-in client sends none.
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
    bool keepsAlive() const { return m_keepsAlive && m_length >= 0; }

private:
    QByteArrayView receiveHead(QByteArrayView bytes); // returns what is left for the body
    bool readHead(QByteArrayView head);
    bool readStatusLine(QByteArrayView line);
    bool readField(QByteArrayView line);
    void beginBody();
    void fail(const QString &error);

    State m_state = State::ReadingHead;
    int m_status = 0;
    bool m_keepsAlive = false;
    qint64 m_length = -1; // the Content-Length; -1: the body ends when the connection closes
    qint64 m_left = 0;    // of m_length
    QByteArray m_head;    // as far as it was read
    QString m_error;
};

} // namespace overlap::load
