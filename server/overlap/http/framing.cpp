#include "overlap/http/framing.h"

#include "overlap/http/chars.h"
#include "overlap/http/target.h"

namespace overlap::http {

Fault Framing::add(QByteArrayView name, QByteArrayView value)
{
    // By the name's size first, so that most fields cost one jump and no comparison.
    switch (name.size()) {
    case 4: return equalsIgnoringCase(name, "Host") ? addHost(value) : Fault::None;
    case 6:
        if (equalsIgnoringCase(name, "Expect"))
            addExpectations(value);
        return Fault::None;
    case 10:
        if (equalsIgnoringCase(name, "Connection"))
            m_body.addConnection(value);
        return Fault::None;
    case 14:
        return equalsIgnoringCase(name, "Content-Length") ? m_body.addLength(value) : Fault::None;
    case 17:
        if (equalsIgnoringCase(name, "Transfer-Encoding"))
            m_body.addCodings(value);
        return Fault::None;
    }
    return Fault::None;
}

Fault Framing::finish(int minorVersion) const
{
    if (!m_host && minorVersion > 0)
        return Fault::HostMissing;
    if (const Fault fault = m_body.finish(minorVersion); fault != Fault::None)
        return fault;
    return m_expectationUnknown ? Fault::Expectation : Fault::None;
}

Fault Framing::addHost(QByteArrayView value)
{
    if (m_host)
        return Fault::HostTwice;
    m_host = true;
    return isHost(value) ? Fault::None : Fault::HostSyntax;
}

// RFC 9110 §10.1.1 defines only one expectation, 100-continue.
void Framing::addExpectations(QByteArrayView value)
{
    while (!value.isEmpty()) {
        const QByteArrayView expectation = takeToken(value);
        if (equalsIgnoringCase(expectation, "100-continue"))
            m_continue = true;
        else if (!expectation.isEmpty()) // empty elements are ignored (RFC 9110 §5.6.1.2)
            m_expectationUnknown = true;
    }
}

Fault BodyFraming::addLength(QByteArrayView value)
{
    if (m_length >= 0)
        return Fault::LengthTwice;
    m_length = lengthFrom(value);
    return m_length < 0 ? Fault::LengthSyntax : Fault::None;
}

void BodyFraming::addConnection(QByteArrayView value)
{
    while (!value.isEmpty()) {
        const QByteArrayView option = takeToken(value);
        m_close = m_close || equalsIgnoringCase(option, "close");
        m_keepAlive = m_keepAlive || equalsIgnoringCase(option, "keep-alive");
        m_upgrade = m_upgrade || equalsIgnoringCase(option, "upgrade");
    }
}

// transfer-coding = token *( OWS ";" OWS transfer-parameter ), RFC 9110 §10.1.4.
static bool isCoding(QByteArrayView text)
{
    qsizetype end = text.indexOf(';');
    if (!chars::isToken((end < 0 ? text : text.first(end)).trimmed()))
        return false;
    while (end >= 0) {
        text = text.sliced(end + 1);
        const qsizetype equals = text.indexOf('=');
        if (equals < 0 || !chars::isToken(text.first(equals).trimmed()))
            return false;
        text = text.sliced(equals + 1).trimmed();
        const bool quoted = text.startsWith('"');
        const qsizetype quoteEnd = quoted ? text.indexOf('"', 1) : 0;
        if (quoteEnd < 0)
            return false;
        end = text.indexOf(';', quoteEnd);
        const QByteArrayView value = (end < 0 ? text : text.first(end)).trimmed();
        if (quoted ? value.size() != quoteEnd + 1 : !chars::isToken(value))
            return false;
    }
    return true;
}

// RFC 9112 §6.1: chunked must come once, and last. No other coding is implemented.
void BodyFraming::addCodings(QByteArrayView value)
{
    m_coding = true;
    m_codingBroken = m_codingBroken || value.isEmpty() || value.endsWith(',');
    while (!value.isEmpty()) {
        const QByteArrayView coding = takeListElement(value);
        const qsizetype nameEnd = coding.indexOf(';');
        const QByteArrayView name = nameEnd < 0 ? coding : coding.first(nameEnd).trimmed();
        const bool chunked = equalsIgnoringCase(name, "chunked");
        if (m_chunked || !isCoding(coding) ||
            (chunked && nameEnd >= 0)) // chunked has no parameters
            m_codingBroken = true;
        else
            (chunked ? m_chunked : m_codingUnknown) = true;
    }
}

Fault BodyFraming::finishCoded(int minorVersion) const
{
    if (m_length >= 0)
        return Fault::LengthAndCoding;
    if (minorVersion == 0)
        return Fault::CodingInOldVersion;
    if (m_codingBroken)
        return Fault::CodingSyntax;
    return m_codingUnknown ? Fault::CodingUnknown : Fault::None;
}

} // namespace overlap::http
