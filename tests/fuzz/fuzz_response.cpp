// Answers of an upstream, valid or not. The result does not depend on how they are split, limits
// hold, and nothing is consumed after an error or behind the end.
#include "fuzz.h"
#include "overlap/http/encoder.h"
#include "overlap/upstream/answerhead.h"
#include "overlap/upstream/responseparser.h"

using namespace overlap::upstream;
using overlap::fuzz::Input;
using overlap::fuzz::require;
using overlap::http::Limits;
using overlap::http::Method;
using Step = ResponseParser::Step;

namespace {

Limits smallLimits()
{
    Limits limits;
    limits.requestLine = 40;
    limits.headerSection = 90;
    limits.headerFields = 4;
    limits.chunkLine = 12;
    limits.trailers = 20;
    return limits;
}

struct Case
{
    ResponseParser::Asked asked;
    Limits limits;
    ResponseParser::End end;
};

// What is done with a head, before more is read.
QByteArray headOf(const ResponseParser &parser, const Limits &limits)
{
    const overlap::http::Headers fields = parser.fields();
    require(parser.status() >= 100 && parser.status() <= 599, "a status is one");
    require(fields.size() <= limits.headerFields, "no more fields than allowed");
    require(!parser.reason().contains('\r') && !parser.reason().contains('\n'),
            "a reason is within its line");
    for (const auto &field : fields)
        require(!field.name.isEmpty() && !field.value.contains('\r') && !field.value.contains('\n'),
                "a field is within its line");
    return "|" + parser.head();
}

// What our client gets is read as the same answer, and as one.
void passOn(const ResponseParser &parser, const QByteArray &content, Method method)
{
    namespace http = overlap::http;
    const http::Response passed =
        answerHead(parser, Fields(parser.fields()), Origin{false, "up", 80, ""}, "us");
    const bool isKnown = parser.length().kind == http::BodyLength::Kind::Known;
    const http::BodyLength length = isKnown ? parser.length() : http::BodyLength{};
    QByteArray bytes = http::headOf(passed, length, http::Persistence::Implied, "D");
    if (isKnown)
        bytes += content;
    else if (parser.hasBody() && content.isEmpty())
        bytes += "0\r\n\r\n";
    else if (parser.hasBody())
        bytes += QByteArray::number(content.size(), 16) + "\r\n" + content + "\r\n0\r\n\r\n";
    ResponseParser again({method});
    QByteArrayView rest = bytes;
    QByteArray got;
    const Limits limits = limitsOfAnswers(Limits());
    require(again.parse(rest, got, limits) == Step::Head && !again.isInterim(), "a head goes on");
    require(again.parse(rest, got, limits) == Step::Complete && rest.isEmpty(), "an answer is one");
    require(again.status() == parser.status() && got == content, "an answer stays what it was");
    require(again.keepsAlive(), "it ends where it says");
}

QByteArray parsed(QByteArrayView bytes, QByteArrayView sizes, const Case &how)
{
    ResponseParser parser(how.asked);
    QByteArray heads, content;
    Step step = Step::More;
    const qsizetype all = bytes.size();
    for (qsizetype i = 0; !bytes.isEmpty() && step == Step::More; ++i) {
        const int size = sizes.isEmpty() ? 0 : quint8(sizes[i % sizes.size()]);
        QByteArrayView piece =
            bytes.first(size == 0 ? bytes.size() : qMin<qsizetype>(size, bytes.size()));
        const qsizetype before = piece.size();
        while ((step = parser.parse(piece, content, how.limits)) == Step::Head)
            heads += headOf(parser, how.limits);
        require(parser.head().size() <= how.limits.requestLine + how.limits.headerSection + 4,
                "no head is longer than its limits");
        require(step != Step::More || piece.isEmpty(), "bytes are left over only for a reason");
        bytes = bytes.sliced(before - piece.size());
    }
    const QByteArray rest = QByteArray::number(bytes.size());
    require(content.size() <= all, "content comes from bytes");
    if (step == Step::More)
        step = parser.finish(how.end);
    require(step == Step::Complete || step == Step::Switched || step == Step::Failed,
            "a connection that ended ends the answer");
    require((step == Step::Failed) == (parser.flaw() != Flaw::None), "a failure has its flaw");
    QByteArrayView more = "HTTP/1.1 200 OK\r\n\r\n";
    const qsizetype left = more.size();
    const qsizetype had = content.size();
    require(parser.parse(more, content, how.limits) == step && more.size() == left &&
                content.size() == had,
            "nothing is consumed after the end");
    if (step != Step::Failed && how.asked.method == Method::Head)
        require(content.isEmpty(), "the answer to HEAD has no body");
    if (step == Step::Complete)
        passOn(parser, content, how.asked.method);
    if (step == Step::Complete)
        heads += parser.trailers().text() + (parser.keepsAlive() ? "|kept|" : "|closed|");
    return heads + "|" + content + "|" + QByteArray::number(int(step)) +
           QByteArray::number(int(parser.flaw())) + "|" + rest;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    const int choices = input.byte();
    const Case how{{choices & 1 ? Method::Head : Method::Get, (choices & 2) != 0},
                   limitsOfAnswers(choices & 4 ? smallLimits() : Limits()),
                   choices & 8 ? ResponseParser::End::Reset : ResponseParser::End::Fin};
    const QByteArrayView sizes = input.bytes(input.byte() % 4);
    const QByteArrayView bytes = input.rest();
    const QByteArray whole = parsed(bytes, {}, how);
    require(whole == parsed(bytes, sizes, how) && whole == parsed(bytes, "\1", how),
            "the result does not depend on the splits");
    return 0;
}
