//! The contract of the runtimes: every form of a handler.

use super::{CodeRule, certain, javascript, python};

#[test]
fn handlers_are_found_in_every_form() {
    for source in [
        "const cp = require('child_process');\nmodule.exports = { main: (event) => { cp.exec(event.data.c); } };",
        "const cp = require('child_process');\nmodule.exports = { async main(event) { cp.exec(event.data.c); } };",
        "const cp = require('child_process');\nmodule.exports.main = function (event) { cp.exec(event.data.c); };",
        "const cp = require('child_process');\nexports.main = async (event) => cp.exec(event.data.c);",
        "const cp = require('child_process');\nfunction main(event) { cp.exec(event.data.c); }\nmodule.exports = { main };",
        "import cp from 'node:child_process';\nexport async function main(event) { cp.exec(event.data.c); }",
        "import * as cp from 'child_process';\nexport const main = async (event, context) => { cp.exec(event['data'].c); };",
        "import cp from 'child_process';\nasync function run(event) { cp.exec(event.data.c); }\nexport { run as main };",
        "import cp from 'child_process';\nexport default { main: (event) => cp.exec(event.data.c) };",
        "import cp from 'child_process';\nexport default async function (event) { cp.exec(event.data.c); }",
        "const cp = require('child_process');\nmodule.exports = { main: function (req, res) { cp.exec(req.body.c); res.send('ok'); } };",
        "import cp from 'child_process';\ninterface Body { c: string }\nexport async function main(event: { data: Body }): Promise<void> { cp.exec((event.data as Body).c!); }",
        "const cp = require('child_process');\nmodule.exports = { main: ({ data: { c } }) => { cp.exec(c); } };",
        "const cp = require('child_process');\nclass H { run(e) { cp.exec(e.data.c); } }\nconst h = new H();\nmodule.exports = { main: (event) => h.run(event) };",
        "const cp = require('child_process');\nconst wrap = (f) => async (event, context) => f(event, context);\nmodule.exports = { main: wrap((event) => cp.exec(event.data.c)) };",
    ] {
        let analysis = javascript(source);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{source}\n{analysis:#?}");
        assert!(analysis.handler.line.is_some() && analysis.handler.reads_caller);
    }
    for source in [
        "import os\ndef main(event, context):\n    os.system(event['data'])\n",
        "import os\nasync def main(event, context):\n    os.system(event['data'])\n",
        "import os\ndef run(event):\n    os.system(event['data'])\ndef main(event, context):\n    return run(event)\n",
        "import os\nfrom flask import request\ndef main():\n    os.system(request.json['c'])\n",
        "import os, flask\ndef main():\n    os.system(flask.request.get_json()['c'])\n",
        "import os\nclass H:\n    def run(self, e):\n        os.system(e['data']['c'])\nh = H()\ndef main(event, context):\n    h.run(event)\n",
        "import os\ndef main(event, context):\n    os.system(event['extensions']['request'].json['c'])\n",
    ] {
        let analysis = python(source);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{source}\n{analysis:#?}");
    }
}
