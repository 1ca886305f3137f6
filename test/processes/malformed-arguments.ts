/** A body that no page of ours would send to an action. */
export interface MalformedBody {
  body: string;
  /** Left out: that of a call. Null: none is sent. */
  contentType?: string | null;
  /** Whether the first argument is an object, as every action's is. */
  isObject?: boolean;
}

const HUGE = "x".repeat(900_000);
const DEEP = 5_000;

/** React's references to parts of a body that are not there, or to itself. */
const REFERENCES = [
  ...["$0", "$1", "$ff", "$0:0", "$1:a", "$F1", "$h1", "$T1", "$@1", "$@0", "$B1", "$Q1", "$W1"],
  ...["$K1", "$i1", "$A1", "$R1", "$r1", "$X1", "$x1", "$E", "$Z", "$D", "$n", "$nx", "$Dx", "$"],
  ...["$undefined", "$NaN", "$Infinity", "$-0", `$n${"9".repeat(10_000)}`],
  ...[
    "$1:__proto__:then",
    "$0:__proto__",
    "$0:constructor:constructor",
    "$__proto__",
    "$F__proto__",
  ],
];

export const MALFORMED_ARGUMENTS: readonly MalformedBody[] = [
  ...["", " ", "[", "]", "x", "null", "1", '"x"', "[1", "{", "\0", "\ufffd", "[]]", "[],"],
  ...["[]", "[null]", "[0]", "[-1.5e308]", "[true]", '[""]', '["__proto__"]', '["constructor"]'],
  ...["[[]]", "[[{}]]", "[[[[[[]]]]]]", JSON.stringify([HUGE]), JSON.stringify([[HUGE]])],
  "[".repeat(DEEP) + "]".repeat(DEEP),
  `[${"[],".repeat(50_000)}[]]`,
  ...REFERENCES.map((reference) => JSON.stringify([reference])),
]
  .map((body): MalformedBody => ({ body }))
  .concat(
    [
      "{}",
      '{"0":{}}',
      '[{"__proto__":{"id":"x"}}]',
      '[{"constructor":{"prototype":{"ok":true}}}]',
      '[{"__proto__":null,"toString":1,"then":1}]',
      `[${'{"id":'.repeat(DEEP)}1${"}".repeat(DEEP)}]`,
    ].map((body) => ({ body, isObject: true })),
  );

const BOUNDARY = "----of-these-tests";
const ofForm = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("") + `--${BOUNDARY}--\r\n`;

/** What was run as code on servers that had not mended CVE-2025-55182; here it would end the app. */
const RUN = JSON.stringify({
  then: "$1:__proto__:then",
  status: "resolved_model",
  reason: -1,
  value: '{"then":"$B1337"}',
  _response: {
    _prefix: "process.exit(1);",
    _chunks: "$Q2",
    _formData: { get: "$1:constructor:constructor" },
  },
});

const FORMS: Array<Record<string, string>> = [
  { "0": RUN, "1": '"$@0"', "2": "[]" },
  { "0": '["$1:__proto__:constructor"]', "1": "{}" },
  { "0": '["$Q1","$W1","$K1"]', "1": "[[1,1],[" },
  { "0": '["$1"]', "1": '"$0"' },
  { "1": "[]" },
  { ["__proto__"]: "[]", constructor: "x", "0": "x" },
  { $ACTION_ID_x: "" },
  { $ACTION_REF_1: "", "$ACTION_1:0": '{"id":"x","bound":"$@1"}', "$ACTION_1:1": "[]" },
];

/** The same in the other ways in which a body can come. */
export const MALFORMED_BODIES: readonly MalformedBody[] = [
  ...FORMS.map((fields) => ({
    body: ofForm(fields),
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
  })),
  { body: ofForm({ "0": "[{}]" }), contentType: "multipart/form-data" },
  { body: ofForm({ "0": "[{}]" }), contentType: "multipart/form-data; boundary=another" },
  { body: `--${BOUNDARY}\r\nCont`, contentType: `multipart/form-data; boundary=${BOUNDARY}` },
  { body: "0=%5B%7B%7D%5D", contentType: "application/x-www-form-urlencoded" },
  { body: "[{}]", contentType: "application/json" },
  { body: "[{}]", contentType: "text/html; charset=utf-7" },
  { body: "[{}]", contentType: null },
];

/** How a form calls an action where scripts are off: by names of its fields. */
export const malformedForms = (id: string) => {
  const forms: Array<Record<string, string>> = [
    { [`$ACTION_ID_${id}`]: "" },
    { [`$ACTION_ID_${id}`]: "", "1": RUN },
    {
      $ACTION_REF_1: "",
      "$ACTION_1:0": JSON.stringify({ id, bound: "$@1" }),
      "$ACTION_1:1": "[{}]",
    },
    { $ACTION_REF_1: "", "$ACTION_1:0": JSON.stringify({ id, bound: null }) },
    { $ACTION_REF_1: "", "$ACTION_1:0": RUN, "$ACTION_1:1": '"$@0"', "$ACTION_1:2": "[]" },
    { $ACTION_REF_1: "" },
  ];
  return [...forms, ...FORMS].map((fields) => ({
    body: ofForm(fields),
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
  }));
};

/** None of these is what a field of ours takes. */
const NO_VALUES = [
  "-1.5",
  "[]",
  "[[]]",
  "{}",
  '{"id":{"id":{}}}',
  '{"__proto__":{"length":1}}',
  '{"constructor":{"name":"String"}}',
  '{"toString":"x","valueOf":1}',
  JSON.stringify(HUGE),
  '"$1"',
  '"$F1"',
  '"\\u0000"',
];

/** An input in which one field after the other is nothing that the field takes. */
export function malformedFields(input: Record<string, unknown>): MalformedBody[] {
  const fields = Object.entries(input).map(([name, value]) => [name, JSON.stringify(value)]);
  return fields.flatMap(([name]) =>
    NO_VALUES.map((value) => {
      const all = fields.map(
        ([key, own]) => `${JSON.stringify(key)}:${key === name ? value : own}`,
      );
      return { body: `[{${all.join(",")}}]` };
    }),
  );
}
