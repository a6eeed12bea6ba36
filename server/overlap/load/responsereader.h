#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace overlap::load {

// Pure. Reads one response to a GET (RFC 9112) and keeps its status alone: bytes in, state out. The
// end is where Content-Length puts it, or where the connection closes. Transfer codings are not
// read: the built-in client need not, as its server sends none.
class ResponseReader
{
public:
    enum class State {
        ReadingHead, // → ReadingBody, Complete, Failed
        ReadingBody, // → Complete, Failed
        Complete,    // → Failed, when more bytes come
        Failed,      // error() says why
    };
    static constexpr qsizetype headMost = 64 * 1024;

    void receive(QByteArrayView bytes); // any split
    void finish();                      // the connection was closed

    State state() const { return m_state; }
    int status() const { return m_status; } // 0: not read yet
    const QString &error() const { return m_error; }
    // Whether another request may follow on the connection (RFC 9112 §9.3); once complete.
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
    qint64 m_length = -1; // announced; -1: until the connection closes
    qint64 m_left = 0;    // of m_length
    QByteArray m_head;    // as far as it came
    QString m_error;
};

} // namespace overlap::load
