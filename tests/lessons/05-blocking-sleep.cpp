#include "lesson.h"

#include <thread>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

//! [shown]
milliseconds nap = 5s;

// Runs on the thread of the event loop, as all of it does.
void asked(const Client &client)
{
    const QByteArray path = pathOf(client);
    // While the thread sleeps, so does the loop: no timer
    // fires, and nothing is accepted, read or sent.
    if (path == "/sleep")
        std::this_thread::sleep_for(nap); //! running
    reply(client, page(path));
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
