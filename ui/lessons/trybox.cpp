#include "lessons/trybox.h"

#include "copying.h"
#include "lessons/markdown.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace overlap::ui {

using namespace Qt::StringLiterals;

TryBox::TryBox(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new MarkdownLabel)
    , m_command(new QLineEdit)
{
    m_command->setObjectName("tryCommand"_L1);
    m_command->setAccessibleName(tr("Command"));
    m_command->setReadOnly(true);
    m_command->setFont(fixedFont());
    auto *copy = new QPushButton(tr("Co&py"));
    copy->setObjectName("copyTry"_L1);
    copy->setAccessibleName(tr("Copy the command"));
    copy->setAutoDefault(true);
    connect(copy, &QPushButton::clicked, this,
            [this] { copyText(m_command->text(), tr("the command")); });
    auto *row = new QHBoxLayout;
    row->addWidget(m_command, 1);
    row->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(boldLabel(tr("Try it yourself")));
    column->addWidget(m_sentence);
    column->addLayout(row);
}

void TryBox::showTry(const QString &sentence, const QString &command)
{
    m_sentence->setMarkdown(sentence);
    m_command->setText(command);
    m_command->home(false); // shows the beginning of a long one
}

} // namespace overlap::ui
