// What strangers send.

export default {
  echoHeaders: (request) => [...request.headers].length,
  bodyText: async (request) => (await request.text()).length,
  bodyJSON: async (request) => typeof (await request.json()),
  bodyForm: async (request) => [...(await request.formData())].length,
};
