#include "overlap/http/fieldlines.h"

#include "overlap/http/chars.h"

namespace overlap::http {

FieldLines::Step FieldLines::read(QByteArrayView head, qint32 &at, const Limits &limits)
{
    if (m_state == State::Start && readLine(head, at, limits))
        return Step::Field;
    while (at < head.size() && m_state < State::Ended) {
        const Step step = this->step(head, at, limits);
        if (step != Step::More)
            return step;
    }
    switch (m_state) {
    case State::Ended: return Step::End;
    case State::Failed: return Step::Failed;
    default: return Step::More;
    }
}

// Most lines arrive whole and are right: then it is quicker to read one at once. Otherwise nothing
// has changed, and step() says what is missing or wrong.
bool FieldLines::readLine(QByteArrayView head, qint32 &at, const Limits &limits)
{
    const char *const base = head.data();
    const char *const end = base + qMin<qsizetype>(head.size(), m_begin + limits.headerSection);
    const char *const name = base + at;
    const char *const colon = chars::skip(name, end, chars::Token);
    if (colon == name || colon == end || *colon != ':' || m_fields == limits.headerFields)
        return false;
    const char *const value = chars::skip(colon + 1, end, chars::Blank);
    const char *valueEnd = chars::skipValue(value, end);
    if (end - valueEnd < 2 || valueEnd[0] != '\r' || valueEnd[1] != '\n')
        return false;
    at = qint32(valueEnd + 2 - base);
    while (valueEnd != value && chars::is(valueEnd[-1], chars::Blank))
        --valueEnd;
    m_name = qint32(name - base);
    m_nameSize = qint32(colon - name);
    m_value = qint32(value - base);
    m_valueSize = qint32(valueEnd - value);
    ++m_fields;
    return true;
}

// Skips what is allowed in this state, then looks at the byte that ends it.
FieldLines::Step FieldLines::step(QByteArrayView head, qint32 &at, const Limits &limits)
{
    // The end of what may be read, so that loops need one check only.
    const qint32 limit = m_begin + limits.headerSection;
    const auto stop = qint32(qMin<qsizetype>(head.size(), limit));
    const char *const end = head.data() + stop;
    const char *p = head.data() + at;
    if (m_state == State::Start && *p == '\r') { // the empty line does not count
        m_state = State::EndLf;
        ++at;
        return Step::More;
    }
    if (m_state != State::EndLf) {
        if (m_state == State::Name)
            p = chars::skip(p, end, chars::Token);
        else if (m_state == State::Blanks)
            p = chars::skip(p, end, chars::Blank);
        else if (m_state == State::Value)
            p = chars::skipValue(p, end);
        at = qint32(p - head.data());
        if (at == head.size())
            return Step::More;
    }
    const char byte = *p;
    ++at;
    if (m_state != State::EndLf && at > limit)
        return fail(Fault::SectionLength);
    switch (m_state) {
    case State::Start: return begin(byte, at - 1, limits);
    case State::Name:
        if (byte != ':')
            return fail(unless(byte, Fault::FieldName));
        m_nameSize = at - 1 - m_name;
        m_state = State::Blanks;
        return Step::More;
    case State::Blanks:
        m_value = --at; // its first byte is looked at again
        m_state = State::Value;
        return Step::More;
    case State::Value:
        if (byte != '\r')
            return fail(unless(byte, Fault::FieldValue));
        return finishValue(head, at - 1);
    case State::Lf:
        if (byte != '\n')
            return fail(Fault::BareCr);
        m_state = State::Start;
        return Step::Field;
    default:
        if (byte != '\n')
            return fail(Fault::BareCr);
        m_state = State::Ended;
        return Step::End;
    }
}

FieldLines::Step FieldLines::begin(char byte, qint32 at, const Limits &limits)
{
    if (!chars::is(byte, chars::Token)) {
        const bool isFolded = chars::is(byte, chars::Blank);
        return fail(isFolded ? Fault::FieldFolded : unless(byte, Fault::FieldName));
    }
    if (++m_fields > limits.headerFields)
        return fail(Fault::FieldCount);
    m_name = at;
    m_state = State::Name;
    return Step::More;
}

FieldLines::Step FieldLines::finishValue(QByteArrayView head, qint32 at)
{
    while (at > m_value && chars::is(head[at - 1], chars::Blank))
        --at;
    m_valueSize = at - m_value;
    m_state = State::Lf;
    return Step::More;
}

FieldLines::Step FieldLines::fail(Fault fault)
{
    m_fault = fault;
    m_state = State::Failed;
    return Step::Failed;
}

Fault FieldLines::unless(char byte, Fault fault)
{
    return byte == '\n' ? Fault::BareLf : fault;
}

} // namespace overlap::http
