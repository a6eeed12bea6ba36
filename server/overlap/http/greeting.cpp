#include "overlap/http/greeting.h"

#include "overlap/http/headers.h"

namespace overlap::http {

namespace {
struct Row
{
    QByteArrayView begins;
    Fault fault;
};
} // namespace

// A control character is refused at once, so only one byte is known of binary protocols.
static constexpr Row rows[] = {
    {"\x16", Fault::Tls},        // a handshake record, RFC 8446 §5.1
    {"\x04", Fault::Socks},      // SOCKS4
    {"\x05", Fault::Socks},      // SOCKS5, RFC 1928 §3
    {"\x03", Fault::Rdp},        // TPKT, RFC 1006 §6
    {"SSH-", Fault::Ssh},        // RFC 4253 §4.2
    {"EHLO ", Fault::Smtp},      // RFC 5321 §4.1.1
    {"HELO ", Fault::Smtp},      // the same
    {"MAIL FROM:", Fault::Smtp}, // the same
    {"USER ", Fault::Ftp},       // RFC 959 §4.1.1
    {"PROXY ", Fault::Proxy},    // version 1; version 2 is two empty lines and NUL
    {"*1\r", Fault::Redis},      // a command of one word, two, three
    {"*2\r", Fault::Redis},      // the same
    {"*3\r", Fault::Redis},      // the same
};

Fault greetingIn(QByteArrayView line, int emptyLines)
{
    if (emptyLines == 2 && line.startsWith('\0'))
        return Fault::Proxy;
    for (const Row &row : rows) {
        if (equalsIgnoringCase(line.first(qMin(line.size(), row.begins.size())), row.begins))
            return row.fault;
    }
    return Fault::None;
}

} // namespace overlap::http
