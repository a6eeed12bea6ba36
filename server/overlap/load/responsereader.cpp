#include "overlap/load/responsereader.h"

#include "overlap/http/chars.h"
#include "overlap/http/headers.h"

namespace overlap::load {

using http::equalsIgnoringCase;

namespace {

bool isDigits(QByteArrayView text)
{
    return http::chars::skip(text.begin(), text.end(), http::chars::Digit) == text.end();
}

// Whether a list such as "keep-alive, upgrade" contains the option.
bool hasOption(QByteArrayView list, QByteArrayView wanted)
{
    while (!list.isEmpty()) {
        if (equalsIgnoringCase(http::takeToken(list), wanted))
            return true;
    }
    return false;
}

} // namespace

void ResponseReader::receive(QByteArrayView bytes)
{
    // A loop, as interim responses may come before the final one (RFC 9110 §15.2).
    while (m_state == State::ReadingHead && !bytes.isEmpty())
        bytes = receiveHead(bytes);
    if (bytes.isEmpty() || m_state == State::Failed)
        return;
    if (m_state == State::ReadingBody && m_chunked)
        return receiveChunks(bytes);
    if (m_state == State::ReadingBody && m_length < 0)
        return;
    if (bytes.size() > m_left) {
        fail(QStringLiteral("the answer is longer than it announced"));
        return;
    }
    m_left -= bytes.size();
    if (m_left == 0)
        m_state = State::Complete;
}

void ResponseReader::finish()
{
    if (m_state == State::ReadingBody && m_length < 0 && !m_chunked)
        m_state = State::Complete;
    else if (m_state == State::ReadingHead && m_head.isEmpty())
        fail(QStringLiteral("the connection was closed without an answer"));
    else if (m_state != State::Complete && m_state != State::Failed)
        fail(QStringLiteral("the answer was cut short"));
}

QByteArrayView ResponseReader::receiveHead(QByteArrayView bytes)
{
    const qsizetype before = m_head.size();
    m_head.append(bytes.first(qMin(bytes.size(), maxHead - before)));
    const qsizetype end = m_head.indexOf("\r\n\r\n", qMax<qsizetype>(0, before - 3));
    if (end < 0) {
        if (m_head.size() == maxHead)
            fail(QStringLiteral("the head of the answer is too long"));
        return {};
    }
    const QByteArrayView rest = bytes.sliced(end + 4 - before);
    if (!readHead(QByteArrayView(m_head).first(end + 2)))
        fail(QStringLiteral("the answer is not HTTP/1.1"));
    else if (m_status >= 200)
        beginBody();
    m_head.clear();
    return rest;
}

bool ResponseReader::readHead(QByteArrayView head)
{
    m_status = 0;
    m_length = -1;
    m_chunked.reset();
    for (bool first = true; !head.isEmpty(); first = false) {
        const qsizetype end = head.indexOf("\r\n");
        const QByteArrayView line = head.first(end);
        if (!(first ? readStatusLine(line) : readField(line)))
            return false;
        head = head.sliced(end + 2);
    }
    return !m_chunked || m_length < 0; // both would be request smuggling (RFC 9112 §6.3)
}

bool ResponseReader::readStatusLine(QByteArrayView line)
{
    const bool framed = line.size() >= 12 && line.startsWith("HTTP/1.") &&
                        isDigits(line.sliced(7, 1)) && line[8] == ' ' &&
                        (line.size() == 12 || line[12] == ' ');
    if (!framed || !isDigits(line.sliced(9, 3)) || line[9] < '1' || line[9] > '5')
        return false;
    m_status = line.sliced(9, 3).toInt();
    m_keepsAlive = line[7] >= '1';
    return true;
}

bool ResponseReader::readField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || !http::chars::isToken(line.first(colon)) || line.contains('\r') ||
        line.contains('\n') || line.contains('\0'))
        return false;
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (equalsIgnoringCase(name, "Transfer-Encoding")) {
        if (m_chunked || !equalsIgnoringCase(value, "chunked"))
            return false;
        m_chunked.emplace();
    }
    if (equalsIgnoringCase(name, "Connection"))
        m_keepsAlive = m_keepsAlive && !hasOption(value, "close");
    if (!equalsIgnoringCase(name, "Content-Length"))
        return true;
    const qint64 length = http::lengthFrom(value);
    if (length < 0 || (m_length >= 0 && m_length != length))
        return false;
    m_length = length;
    return true;
}

void ResponseReader::beginBody()
{
    const bool hasNone = m_status == 204 || m_status == 304; // RFC 9112 §6.3
    if (hasNone) {
        m_length = 0;
        m_chunked.reset();
    }
    m_left = m_length;
    m_state = m_length == 0 ? State::Complete : State::ReadingBody;
}

void ResponseReader::receiveChunks(QByteArrayView bytes)
{
    const http::Limits limits;
    QByteArray content; // not kept
    if (m_chunked->read(bytes, content, limits) != http::Fault::None)
        fail(QStringLiteral("a chunk of the answer is not one"));
    else if (m_chunked->isComplete())
        m_state = State::Complete;
    if (m_state == State::Complete && !bytes.isEmpty())
        fail(QStringLiteral("the answer is longer than it announced"));
}

void ResponseReader::fail(const QString &error)
{
    m_state = State::Failed;
    m_error = error;
}

} // namespace overlap::load
