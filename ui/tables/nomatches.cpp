#include "nomatches.h"

#include "widgets/plainlabel.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QGuiApplication>
#include <QPushButton>
#include <QVBoxLayout>

namespace overlap::ui {

using namespace Qt::StringLiterals;

NoMatches::NoMatches(QAbstractScrollArea &table)
    : QWidget(&table)
    , m_table(table)
    , m_text(plainLabel())
    , m_clear(new QPushButton(tr("Clear the filter")))
{
    setObjectName("noMatches"_L1);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignCenter);
    m_clear->setObjectName("clearFilter"_L1);
    m_clear->setAutoDefault(true); // Enter works, too
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addStretch();
    column->addWidget(m_text);
    column->addWidget(m_clear, 0, Qt::AlignHCenter);
    column->addStretch();
    setTabOrder(&table, m_clear);
    connect(m_clear, &QPushButton::clicked, this, &NoMatches::clearPressed);
    table.viewport()->installEventFilter(this);
    hide();
}

void NoMatches::showFilter(const QString &filter)
{
    setFont(QGuiApplication::font()); // the table has another one
    m_text->setText(tr("No request matches “%1”.").arg(filter));
    place();
    show();
}

void NoMatches::leave()
{
    if (m_clear->hasFocus())
        m_table.setFocus();
    hide();
}

bool NoMatches::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void NoMatches::place()
{
    setGeometry(m_table.viewport()->geometry());
}

} // namespace overlap::ui
