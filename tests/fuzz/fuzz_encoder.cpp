// For any answer of a handler, the written bytes parse back to the same answer.
#include "fuzz.h"
#include "overlap/http/encoder.h"
#include "overlap/load/responsereader.h"

#include <array>

using namespace overlap;
using overlap::fuzz::Input;
using overlap::fuzz::require;

namespace {

constexpr QByteArrayView date = "Sun, 06 Nov 1994 08:49:37 GMT";

constexpr std::array statuses = {http::Status::Ok,
                                 http::Status::NoContent,
                                 http::Status::BadRequest,
                                 http::Status::NotFound,
                                 http::Status::MethodNotAllowed,
                                 http::Status::InternalServerError,
                                 http::Status::NotImplemented};

bool isControl(char c)
{
    return (quint8(c) < 0x20 && c != '\t') || c == 0x7f;
}

// Only characters that are allowed in a head. An assertion stops a handler that uses others.
void addField(Input &input, http::Response &response)
{
    QByteArray name = "X-" + input.bytes(input.byte() % 8).toByteArray();
    for (char &c : name)
        c = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ? c : 'x';
    QByteArray value = input.bytes(input.byte() % 32).toByteArray();
    for (char &c : value)
        c = isControl(c) ? '_' : c;
    response.headers.append(name, value.trimmed());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    http::Response response;
    response.status = statuses[std::size_t(input.byte()) % statuses.size()];
    for (int i = input.byte() % 5; i > 0; --i)
        addField(input, response);
    const auto persistence = http::Persistence(input.byte() % 3);
    const bool hasBody = response.status != http::Status::NoContent;
    if (hasBody)
        response.body = input.rest().toByteArray();

    const QByteArray head = http::headOf(response, persistence, date);
    require(head.indexOf("\r\n\r\n") == head.size() - 4, "the head ends with an empty line");
    for (const http::Headers::Field &field : response.headers)
        require(head.contains("\r\n" + field.name.toByteArray() + ": " + field.value.toByteArray() +
                              "\r\n"),
                "each field is as given");
    const qsizetype ours =
        1 + (hasBody ? 1 : 0) + (persistence == http::Persistence::Implied ? 0 : 1);
    require(head.count("\r\n") == 2 + ours + response.headers.size(),
            "no field is there that nobody gave");

    load::ResponseReader reader;
    reader.receive(head + response.body);
    require(reader.state() == load::ResponseReader::State::Complete, "what is written parses back");
    require(reader.status() == int(response.status), "with its status");
    return 0;
}
