#pragma once

#include "overlap/http/fault.h"
#include "overlap/http/limits.h"

#include <QByteArrayView>

namespace overlap::http {

// Pure. Reads the field lines of a head, up to and with the empty line behind them (RFC 9112 §5).
// The head lies in one piece, which may grow and move between two calls. Stops behind each field,
// and for good at the first wrong byte.
class FieldLines
{
public:
    enum class Step : quint8 {
        More,   // all bytes were read
        Field,  // see name() and value()
        End,    // the empty line was read
        Failed, // see fault()
    };

    // Begins at this offset.
    explicit FieldLines(qint32 begin = 0) : m_begin(begin) {}

    // `at` is the offset of the next byte, and moves on; if it failed, behind the wrong byte.
    Step read(QByteArrayView head, qint32 &at, const Limits &limits);
    Fault fault() const { return m_fault; }
    // Of the field that was read last, without surrounding blanks.
    QByteArrayView name(QByteArrayView head) const { return head.sliced(m_name, m_nameSize); }
    QByteArrayView value(QByteArrayView head) const { return head.sliced(m_value, m_valueSize); }

private:
    enum class State : quint8 {
        Start,  // → Name, EndLf
        Name,   // → Blanks
        Blanks, // → Value
        Value,  // → Lf
        Lf,     // → Start
        EndLf,  // → Ended
        Ended,
        Failed, // from any
    };

    bool readLine(QByteArrayView head, qint32 &at, const Limits &limits);
    Step step(QByteArrayView head, qint32 &at, const Limits &limits);
    Step begin(char byte, qint32 at, const Limits &limits);
    Step finishValue(QByteArrayView head, qint32 at);
    Step fail(Fault fault);
    static Fault unless(char byte, Fault fault); // a line feed alone has its own

    qint32 m_begin;
    qint32 m_name = 0, m_nameSize = 0;
    qint32 m_value = 0, m_valueSize = 0;
    qint32 m_fields = 0; // with the current one
    State m_state = State::Start;
    Fault m_fault = Fault::None;
};

} // namespace overlap::http
