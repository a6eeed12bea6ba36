// Decoding of targets, hosts and durations.
#include "fuzz.h"
#include "overlap/http/parser.h"
#include "overlap/http/target.h"
#include "overlap/script/duration.h"

#include <algorithm>

using namespace overlap;
using overlap::fuzz::Input;
using overlap::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    static constexpr const char *methods[] = {"GET", "OPTIONS", "CONNECT", "POST", "WHAT"};
    const QByteArray method = methods[input.byte() % std::size(methods)];
    const QByteArray text = input.rest().toByteArray();

    const QByteArray head = method + ' ' + text + " HTTP/1.1\r\nHost: h\r\n\r\n";
    QByteArrayView rest = head;
    http::Parser parser;
    if (parser.parse(rest, http::Limits()) == http::Parser::Step::Complete) {
        const http::Request request = parser.request();
        const bool isRouted = request.path.startsWith('/') || request.path == "*";
        require(isRouted || request.method == http::Method::Connect, "a path begins with a slash");
        require(!request.path.contains('?'), "the query is no part of the path");
        for (qsizetype at = 0; (at = request.path.indexOf('%', at)) >= 0; at += 3)
            require(QByteArray::fromHex(request.path.toByteArray().mid(at + 1, 2)).size() == 1,
                    "a % in the path begins an escape");
        // The absolute form may have no path (RFC 9112 §3.2.2, §3.2.4).
        const bool isImplied = request.path == "/" || request.path == "*";
        require(isImplied || request.target.contains(request.path), "a path is part of its target");
    }

    if (http::isHost(text)) {
        require(!text.isEmpty(), "a host has a name");
        require(std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != ','; }),
                "a host is one, in plain characters");
    }
    if (const auto duration = script::parseDuration(text))
        require(duration->count() >= 0 && *duration <= script::longestDuration,
                "a duration is within its bounds");
    return 0;
}
