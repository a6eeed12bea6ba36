#include "lesson.h"

#include <future>
#include <thread>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

//! [shown]
milliseconds nap = 5s;

void handle(const Client &client)
{
    const QByteArray path = pathOf(client);
    if (path == "/sleep")
        std::this_thread::sleep_for(nap);
    reply(client, page(path));
}

void asked(const Client &client)
{
    // It runs when somebody waits for it: answer.wait().
    const std::future<void> answer = std::async(
        std::launch::deferred, handle, client); //! queued
    // Nobody does. It ends here, and with it the client's
    // connection: without a byte.
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    QTcpServer server;
    whenAsked(server, asked);
    return serve(server);
}
